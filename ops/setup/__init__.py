"""What is made at AWS once, beside the function: the table, the secrets, the alarms."""
