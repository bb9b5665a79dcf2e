data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# The same rights as those of deployment/policies, for the resources of this account and region alone.
data "aws_iam_policy_document" "function" {
  statement {
    sid       = "TheTableOfWaits"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.waits.arn]
  }

  statement {
    sid     = "SecretsUnderOnePath"
    actions = ["ssm:GetParameter", "secretsmanager:GetSecretValue"]
    resources = [
      "arn:${local.partition}:ssm:${local.here}:parameter/taskrouter-wait-times/*",
      "arn:${local.partition}:secretsmanager:${local.here}:secret:taskrouter-wait-times/*",
    ]
  }

  statement {
    sid       = "ItsOwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function.arn}:*"]
  }
}

resource "aws_iam_role" "function" {
  name               = "${local.function}-function"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "function" {
  name   = "waits"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.function.json
}
