"""Alerts: rules over the measures, told once each by webhook, mail and log."""
