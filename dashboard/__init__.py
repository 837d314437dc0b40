"""Draws pages from `app`: no SQL, no arithmetic."""
