variable "stage" {
  description = "Such as production; a part of every name"
  type        = string
  default     = "production"
}

variable "region" {
  description = "The AWS region, such as eu-west-1"
  type        = string
}

variable "package" {
  description = "The zip that `make package` wrote"
  type        = string
  default     = "../../build/package.zip"
}

variable "table" {
  description = "The DynamoDB table of the waits"
  type        = string
  default     = "task-queue-waits"
}

variable "workspaces" {
  description = "The SIDs of the workspaces to poll, by the name of the account, as in lines.toml; each gets an alarm"
  type        = map(list(string))
}

variable "callback_lines" {
  description = "The names of the lines that call back, by the name of their account; each gets an alarm"
  type        = map(list(string))
  default     = {}
}

variable "runtime" {
  description = "The Python that `make package` compiled for"
  type        = string
  default     = "python3.13"
}

variable "architecture" {
  description = "x86_64 or arm64; the same package runs on both"
  type        = string
  default     = "x86_64"
}

variable "environment" {
  description = "Further environment variables of the function, such as PUBLIC_URL; docs/settings.md has all of them"
  type        = map(string)
  default     = {}
}

variable "alarm_topic" {
  description = "The ARN of the SNS topic that the alarms notify; by default they notify nobody"
  type        = string
  default     = ""
}

variable "makes_auth_token" {
  description = "Whether to make the parameter of the auth token; false if it is there already"
  type        = bool
  default     = true
}
