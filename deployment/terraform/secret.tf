# The parameter, and not the token: `python -m ops store-secret` writes that into it. The value here is write-only, so
# Terraform never reads the token, and its state never holds it.
resource "aws_ssm_parameter" "auth_token" {
  count            = var.makes_auth_token ? 1 : 0
  name             = "/taskrouter-wait-times/auth-token"
  type             = "SecureString"
  value_wo         = "not stored yet: python -m ops store-secret"
  value_wo_version = 1
}
