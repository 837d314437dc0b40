"""How fast it is: ratios against what anyone would compare with, measured in one session on one machine."""
