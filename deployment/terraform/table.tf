resource "aws_dynamodb_table" "waits" {
  name         = var.table
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "ID"

  attribute {
    name = "ID"
    type = "S"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  # It holds what the estimator has learned in two weeks.
  lifecycle {
    prevent_destroy = true
  }
}
