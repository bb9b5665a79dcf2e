data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  function  = "taskrouter-wait-times-${var.stage}"
  scheduled = "poller.handler.refresh"
  partition = data.aws_partition.current.partition
  here      = "${var.region}:${data.aws_caller_identity.current.account_id}"
}

resource "aws_lambda_function" "waits" {
  function_name    = local.function
  role             = aws_iam_role.function.arn
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  handler          = "entry.function.handle"
  runtime          = var.runtime
  architectures    = [var.architecture]
  memory_size      = 512
  timeout          = 60

  environment {
    variables = merge({ TABLE = aws_dynamodb_table.waits.name }, var.environment)
  }

  depends_on = [aws_cloudwatch_log_group.function, aws_iam_role_policy.function]
}

# A failed poll is not repeated: the next one starts within a minute.
resource "aws_lambda_function_event_invoke_config" "waits" {
  function_name          = aws_lambda_function.waits.function_name
  maximum_retry_attempts = 0
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.function}"
  retention_in_days = 30
}
