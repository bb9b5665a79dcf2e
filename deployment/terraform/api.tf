# Unlike a REST API, an HTTP API passes on a query as Twilio signed it, and costs less.
resource "aws_apigatewayv2_api" "phone" {
  name          = local.function
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "phone" {
  api_id                 = aws_apigatewayv2_api.phone.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.waits.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "phone" {
  api_id    = aws_apigatewayv2_api.phone.id
  route_key = "$default"
  target    = "integrations/${aws_apigatewayv2_integration.phone.id}"
}

resource "aws_apigatewayv2_stage" "phone" {
  api_id      = aws_apigatewayv2_api.phone.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_lambda_permission" "phone" {
  statement_id  = "phone"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.waits.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.phone.execution_arn}/*"
}
