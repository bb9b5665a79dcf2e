"""What is created at AWS once, besides the function: the table, the secrets, the alarms."""
