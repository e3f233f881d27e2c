"""Who this device is: the profile's folder, the keys in it and where the secret that opens them rests."""
