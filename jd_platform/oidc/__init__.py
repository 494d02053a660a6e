"""Sign-in by an OpenID Connect provider of the organisation; installed only where OIDC_ISSUER is set."""
