output "voice_webhook" {
  description = "What to paste into the Twilio console as the number's voice webhook, by POST"
  value       = "${aws_apigatewayv2_api.phone.api_endpoint}/voice#rc=2&rt=4000&rp=all"
}

output "public_url" {
  description = "For public_url in lines.toml, unless the phone has a domain of its own"
  value       = aws_apigatewayv2_api.phone.api_endpoint
}
