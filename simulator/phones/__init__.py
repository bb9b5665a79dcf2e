"""What both an API and a phone know of: people's phones, calls that were ordered, recordings. No HTTP."""
