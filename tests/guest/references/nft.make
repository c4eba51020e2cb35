ip link add d1 index 101 type dummy
ip link add d2 index 102 type dummy
ip link set d1 up
ip link set d2 up
nft -f /job/references/nft.rules
