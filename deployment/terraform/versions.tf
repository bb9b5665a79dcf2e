terraform {
  # Write-only arguments, which keep a secret out of the state, came with 1.11.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.89, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region
}
