# The receiver as an Azure container app. docs/receiver.md has the steps before and after `terraform apply`.
locals {
  # Names of a container app's secrets have hyphens where variables have underscores.
  secrets = { for variable, id in var.secrets : lower(replace(variable, "_", "-")) => { variable = variable, id = id } }
}

resource "azurerm_log_analytics_workspace" "receiver" {
  name                = "${var.name}-receiver"
  location            = var.location
  resource_group_name = var.resource_group_name
  sku                 = "PerGB2018"
  retention_in_days   = 30
  daily_quota_gb      = 1
  tags                = var.tags
}

resource "azurerm_container_app_environment" "receiver" {
  name                           = "${var.name}-receiver"
  location                       = var.location
  resource_group_name            = var.resource_group_name
  logs_destination               = "log-analytics"
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.receiver.id
  infrastructure_subnet_id       = var.subnet_id == "" ? null : var.subnet_id
  internal_load_balancer_enabled = var.is_private ? true : null
  tags                           = var.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }

  lifecycle {
    precondition {
      condition     = !var.is_private || var.subnet_id != ""
      error_message = "is_private: found no subnet_id; expected one, because only a virtual network can be private."
    }
  }
}

resource "azurerm_container_app" "receiver" {
  name                         = "${var.name}-receiver"
  resource_group_name          = var.resource_group_name
  container_app_environment_id = azurerm_container_app_environment.receiver.id
  revision_mode                = "Single"
  workload_profile_name        = "Consumption"
  tags                         = var.tags
  depends_on                   = [azurerm_role_assignment.reads_secrets, azurerm_role_assignment.pulls_image]

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.receiver.id]
  }

  dynamic "registry" {
    for_each = var.registry_id == "" ? [] : [var.registry_server]
    content {
      server   = registry.value
      identity = azurerm_user_assigned_identity.receiver.id
    }
  }

  dynamic "secret" {
    for_each = local.secrets
    content {
      name                = secret.key
      key_vault_secret_id = secret.value.id
      identity            = azurerm_user_assigned_identity.receiver.id
    }
  }

  # No secret: references only. A secret is how a container app gets a file.
  secret {
    name  = "receive-file"
    value = file(var.receive_file)
  }

  ingress {
    external_enabled           = true
    allow_insecure_connections = false
    target_port                = 8081
    transport                  = "http"

    traffic_weight {
      percentage      = 100
      latest_revision = true
    }

    dynamic "ip_security_restriction" {
      for_each = var.allowed_addresses
      content {
        name             = "sender-${ip_security_restriction.key}"
        action           = "Allow"
        ip_address_range = ip_security_restriction.value
      }
    }
  }

  template {
    # Always one: a sender does not wait for a start. A second one may share the spool, each uploads what it finds there.
    min_replicas                     = 1
    max_replicas                     = 2
    termination_grace_period_seconds = 60

    volume {
      name         = "spool"
      storage_name = azurerm_container_app_environment_storage.spool.name
      storage_type = "AzureFile"
      # The user of the image; nobrl: locks of byte ranges are not needed.
      mount_options = "uid=10001,gid=10001,dir_mode=0750,file_mode=0640,nobrl"
    }

    volume {
      name         = "endpoints"
      storage_type = "Secret"
    }

    container {
      name   = "receiver"
      image  = var.image
      cpu    = 0.25
      memory = "0.5Gi"

      env {
        name  = "FAULTBOOK_EVENTS"
        value = var.events_volume
      }
      env {
        name  = "FAULTBOOK_RECEIVE_FILE"
        value = "/etc/faultbook/receive-file"
      }
      env {
        name  = "FAULTBOOK_RECEIVE_SPOOL"
        value = "/var/spool/faultbook"
      }
      env {
        name  = "FAULTBOOK_RECEIVE_SPOOL_MEGABYTES"
        value = tostring(var.spool_gigabytes * 900)
      }
      # The address of the sender, from the platform's proxy, which is all that reaches the container.
      env {
        name  = "FAULTBOOK_RECEIVE_PROXIES"
        value = "*"
      }
      env {
        name  = "DATABRICKS_HOST"
        value = var.databricks_host
      }
      env {
        name  = "ARM_USE_MSI"
        value = "true"
      }
      env {
        name  = "ARM_CLIENT_ID"
        value = azurerm_user_assigned_identity.receiver.client_id
      }

      dynamic "env" {
        for_each = local.secrets
        content {
          name        = env.value.variable
          secret_name = env.key
        }
      }

      volume_mounts {
        name = "spool"
        path = "/var/spool/faultbook"
      }
      volume_mounts {
        name = "endpoints"
        path = "/etc/faultbook"
      }

      startup_probe {
        transport               = "HTTP"
        port                    = 8081
        path                    = "/health"
        interval_seconds        = 2
        failure_count_threshold = 10
      }
      liveness_probe {
        transport = "HTTP"
        port      = 8081
        path      = "/health"
      }
      readiness_probe {
        transport = "HTTP"
        port      = 8081
        path      = "/ready"
      }
    }
  }
}
