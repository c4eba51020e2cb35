ip link add wg0 index 101 type wireguard
ip link add wg1 index 102 type wireguard
printf 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH0A=' > /tmp/key
printf 'QR8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=' > /tmp/psk
wg set wg0 private-key /tmp/key listen-port 51821 fwmark 0x77 peer /R8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE= preshared-key /tmp/psk endpoint 192.0.2.9:51822 persistent-keepalive 25 allowed-ips 10.7.0.0/16,10.8.0.1/32,2001:db8::/64
wg set wg0 peer AR8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE= endpoint [2001:db8::9]:51823 allowed-ips 0.0.0.0/0
