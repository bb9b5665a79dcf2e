# The function lets in the event of a rule whose name ends in the scheduled function's, in exactly this form.
resource "aws_cloudwatch_event_rule" "poll" {
  name                = "${local.function}-${local.scheduled}"
  description         = local.scheduled
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "poll" {
  rule = aws_cloudwatch_event_rule.poll.name
  arn  = aws_lambda_function.waits.arn

  input_transformer {
    input_paths = {
      time        = "$.time"
      detail-type = "$.detail-type"
      source      = "$.source"
      account     = "$.account"
      region      = "$.region"
      detail      = "$.detail"
      version     = "$.version"
      resources   = "$.resources"
      id          = "$.id"
    }
    input_template = "{\"time\": <time>, \"detail-type\": <detail-type>, \"source\": <source>, \"account\": <account>, \"region\": <region>, \"detail\": <detail>, \"version\": <version>, \"resources\": <resources>, \"id\": <id>, \"kwargs\": {}}"
  }
}

resource "aws_lambda_permission" "poll" {
  statement_id  = "poll"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.waits.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.poll.arn
}
