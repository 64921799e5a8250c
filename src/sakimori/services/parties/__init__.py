"""Third parties: registered, found, merged, shown, with services and sub-processors; may import services and below."""
