output "address" {
  description = "Address of the receiver; an endpoint is a path below it."
  value       = "https://${azurerm_container_app.receiver.ingress[0].fqdn}"
}

output "principal" {
  description = "Application id of the receiver's identity: add it to the workspace as a service principal, and grant it the volume."
  value       = azurerm_user_assigned_identity.receiver.client_id
}
