"""AWS's public list prices in US dollars: us-east-1, without any free tier, as of November 2026.

The sources are the pricing pages below aws.amazon.com: lambda, dynamodb, api-gateway, cloudwatch. eu-west-1 costs up to
an eighth more.
"""

LAMBDA_REQUEST = 0.20 / 1e6
LAMBDA_GB_SECOND = 0.0000166667
"""x86, for the first six billion GB-seconds of a month."""
LAMBDA_GB_SECOND_ARM64 = 0.0000133334
"""arm64, for the first seven and a half billion GB-seconds of a month."""
DYNAMODB_WRITE_UNIT = 0.625 / 1e6
"""On demand, since November 2024."""
DYNAMODB_READ_UNIT = 0.125 / 1e6
DYNAMODB_GB_KEPT_A_MONTH = 0.25
API_GATEWAY_REQUEST = 3.50 / 1e6
LOG_GB_WRITTEN = 0.50
LOG_GB_KEPT_A_MONTH = 0.03
METRIC = 0.30
ALARM = 0.10
MINUTES_A_MONTH = 730 * 60
"""AWS counts a month as 730 hours."""
