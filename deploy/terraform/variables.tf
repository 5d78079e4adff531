variable "name" {
  description = "Name that all resources begin with: 3 to 16 lower-case letters and digits."
  type        = string
  default     = "faultbook"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,15}$", var.name))
    error_message = "name: expected 3 to 16 lower-case letters and digits, beginning with a letter."
  }
}

variable "location" {
  description = "Azure region."
  type        = string
}

variable "resource_group_name" {
  description = "Existing resource group of the receiver."
  type        = string
}

variable "image" {
  description = "Image of deploy/receiver.Containerfile, with a tag or digest."
  type        = string

  validation {
    condition     = !endswith(var.image, ":latest")
    error_message = "image: expected a tag or a digest that does not change; found latest."
  }
}

variable "registry_id" {
  description = "Id of the Azure container registry of the image; empty: a public registry."
  type        = string
  default     = ""
}

variable "registry_server" {
  description = "Host of that registry, as example.azurecr.io."
  type        = string
  default     = ""
}

variable "databricks_host" {
  description = "Address of the workspace, with https://."
  type        = string

  validation {
    condition     = startswith(var.databricks_host, "https://")
    error_message = "databricks_host: expected https:// and a host."
  }
}

variable "events_volume" {
  description = "Volume that envelopes go to, as /Volumes/main/faultbook/events."
  type        = string

  validation {
    condition     = startswith(var.events_volume, "/Volumes/")
    error_message = "events_volume: expected /Volumes/CATALOG/SCHEMA/VOLUME."
  }
}

variable "receive_file" {
  description = "Path of the file of endpoints (catalog/receive.yml). It has references only, no secret."
  type        = string
}

variable "key_vault_id" {
  description = "Id of the key vault with the senders' secrets."
  type        = string
}

variable "secrets" {
  description = "Variable that receive.yml names -> id of the secret in the key vault, without a version, so that a new one is taken."
  type        = map(string)
}

variable "spool_gigabytes" {
  description = "Size of the share for the spool."
  type        = number
  default     = 5
}

variable "subnet_id" {
  description = "Subnet of the environment, delegated to Microsoft.App/environments, /27 or larger; empty: no virtual network."
  type        = string
  default     = ""
}

variable "is_private" {
  description = "Whether the receiver has no public address: only senders in the virtual network reach it. Needs subnet_id."
  type        = bool
  default     = false
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of private endpoints for the spool's storage and the key vault; empty: none."
  type        = string
  default     = ""
}

variable "private_dns_zone_ids" {
  description = "Private DNS zones for these endpoints: file (privatelink.file.core.windows.net), vault (privatelink.vaultcore.azure.net)."
  type        = object({ file = optional(string, ""), vault = optional(string, "") })
  default     = {}
}

variable "allowed_addresses" {
  description = "Address ranges that may send, as 203.0.113.0/24; empty: all. Credentials are needed all the same."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
}
