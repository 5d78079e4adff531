# The disk of the spool. It outlives replicas and revisions, so what was answered while the volume was down is not lost.
resource "azurerm_storage_account" "spool" {
  name                            = "${var.name}spool"
  location                        = var.location
  resource_group_name             = var.resource_group_name
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false
  # Container apps mount a share by its key; they have no other way.
  shared_access_key_enabled     = true
  public_network_access_enabled = var.private_endpoint_subnet_id == ""
  tags                          = var.tags
}

resource "azurerm_storage_share" "spool" {
  name               = "spool"
  storage_account_id = azurerm_storage_account.spool.id
  quota              = var.spool_gigabytes
}

resource "azurerm_container_app_environment_storage" "spool" {
  name                         = "spool"
  container_app_environment_id = azurerm_container_app_environment.receiver.id
  account_name                 = azurerm_storage_account.spool.name
  share_name                   = azurerm_storage_share.spool.name
  access_key                   = azurerm_storage_account.spool.primary_access_key
  access_mode                  = "ReadWrite"
}
