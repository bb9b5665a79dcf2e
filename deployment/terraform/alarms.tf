locals {
  polled = merge([
    for account, sids in var.workspaces : {
      for sid in sids : "${account}-${sid}" => { account = account, workspace = sid }
    }
  ]...)
  calling_back = merge([
    for account, lines in var.callback_lines : {
      for line in lines : line => { account = account, line = line }
    }
  ]...)
  notified     = var.alarm_topic == "" ? [] : [var.alarm_topic]
  polls        = "SuccessfulPolls-${local.function}"
  metrics      = "TaskRouterWaitTimes"
  five_minutes = 300
}

resource "aws_cloudwatch_log_metric_filter" "polls" {
  name           = "SuccessfulPolls"
  log_group_name = aws_cloudwatch_log_group.function.name
  pattern        = "{ $.refreshed[0] > 0 && $.workspace = \"WS*\" }"

  metric_transformation {
    name      = local.polls
    namespace = local.metrics
    value     = "1"
    dimensions = {
      account   = "$.account"
      workspace = "$.workspace"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "no_poll" {
  for_each            = local.polled
  alarm_name          = "${local.function}-no-poll-${each.key}"
  alarm_description   = "No poll has refreshed a wait of account ${each.value.account}, workspace ${each.value.workspace}, for 5 minutes: run python -m ops check ${var.stage}"
  namespace           = local.metrics
  metric_name         = local.polls
  dimensions          = { account = each.value.account, workspace = each.value.workspace }
  statistic           = "Sum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = local.five_minutes
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = local.notified
}

resource "aws_cloudwatch_metric_alarm" "callback_overdue" {
  for_each            = local.calling_back
  alarm_name          = "${local.function}-callback-overdue-${each.key}"
  alarm_description   = "Somebody was promised a callback of line ${each.value.line}, and is still waiting 10 minutes after the promised time: run python -m ops callbacks ${each.value.line}"
  namespace           = local.metrics
  metric_name         = "CallbackOldestOverdue"
  dimensions          = { account = each.value.account, line = each.value.line }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 600
  period              = local.five_minutes
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.notified
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${local.function}-errors"
  alarm_description   = "A poll or a call failed: look at the log group /aws/lambda/${local.function}"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.waits.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = local.five_minutes
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.notified
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  alarm_name          = "${local.function}-throttles"
  alarm_description   = "Lambda refused to run the function: raise the AWS account's concurrency"
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.waits.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = local.five_minutes
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.notified
}

resource "aws_cloudwatch_metric_alarm" "slow_phone" {
  alarm_name          = "${local.function}-slow-phone"
  alarm_description   = "One answer in a hundred takes longer than 1000 ms"
  namespace           = "AWS/ApiGateway"
  metric_name         = "Latency"
  dimensions          = { ApiId = aws_apigatewayv2_api.phone.id, Stage = aws_apigatewayv2_stage.phone.name }
  extended_statistic  = "p99"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1000
  period              = local.five_minutes
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.notified
}
