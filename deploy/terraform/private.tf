# Private endpoints: the spool's storage and the key vault are reached through the virtual network only.
resource "azurerm_private_endpoint" "spool" {
  count               = var.private_endpoint_subnet_id == "" ? 0 : 1
  name                = "${var.name}-spool"
  location            = var.location
  resource_group_name = var.resource_group_name
  subnet_id           = var.private_endpoint_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "${var.name}-spool"
    private_connection_resource_id = azurerm_storage_account.spool.id
    subresource_names              = ["file"]
    is_manual_connection           = false
  }

  dynamic "private_dns_zone_group" {
    for_each = var.private_dns_zone_ids.file == "" ? [] : [var.private_dns_zone_ids.file]
    content {
      name                 = "file"
      private_dns_zone_ids = [private_dns_zone_group.value]
    }
  }
}

resource "azurerm_private_endpoint" "vault" {
  count               = var.private_endpoint_subnet_id == "" ? 0 : 1
  name                = "${var.name}-vault"
  location            = var.location
  resource_group_name = var.resource_group_name
  subnet_id           = var.private_endpoint_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "${var.name}-vault"
    private_connection_resource_id = var.key_vault_id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }

  dynamic "private_dns_zone_group" {
    for_each = var.private_dns_zone_ids.vault == "" ? [] : [var.private_dns_zone_ids.vault]
    content {
      name                 = "vault"
      private_dns_zone_ids = [private_dns_zone_group.value]
    }
  }
}
