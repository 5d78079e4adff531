# One identity signs in at the workspace, reads the senders' secrets, and pulls the image. It has no secret of its own.
resource "azurerm_user_assigned_identity" "receiver" {
  name                = "${var.name}-receiver"
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_role_assignment" "reads_secrets" {
  scope                = var.key_vault_id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.receiver.principal_id
}

resource "azurerm_role_assignment" "pulls_image" {
  count                = var.registry_id == "" ? 0 : 1
  scope                = var.registry_id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.receiver.principal_id
}
