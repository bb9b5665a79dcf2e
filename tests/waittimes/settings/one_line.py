"""A settings file with one account and one line, and every kind of field in them."""

ONE_LINE = f"""
[accounts.europe]
account_sid = "AC{"e" * 32}"
auth_tokens = ["env:EUROPE_TOKEN"]
workspaces = ["WS{"1" * 32}"]
api_key_sid = "SK{"3" * 32}"
api_key_secret = "env:EUROPE_TOKEN"

[lines.only]
account = "europe"
workflow_sid = "WW{"5" * 32}"
task_queue_sid = "WQ{"6" * 32}"
numbers = ["+4930555001"]
floor_minutes = 2
ceiling_minutes = 3
fresh_seconds = 9
ageing_seconds = 10
"""
