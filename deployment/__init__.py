"""What happens on the machine of whoever deploys: Zappa calls in here. Never deployed itself."""
