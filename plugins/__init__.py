"""The plugins that come with the portal, one feature folder each."""
