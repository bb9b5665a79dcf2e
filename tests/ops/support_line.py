"""The settings of one account and one line, as an operator writes them."""

SUPPORT_LINE = """
[accounts.main]
account_sid = "AC66666666666666666666666666666666"
auth_tokens = ["env:AUTH_TOKEN"]
workspaces = ["WS66666666666666666666666666666666"]

[lines.support]
workflow_sid = "WW66666666666666666666666666666666"
task_queue_sid = "WQ66666666666666666666666666666666"
"""
