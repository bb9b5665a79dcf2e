"""Runs on the machine that deploys: Zappa calls in here. Never deployed itself."""
