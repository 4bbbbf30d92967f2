"""Programs for GatewayNetTest: servers and clients whose ways to end a connection are exact."""
import hashlib
import os
import resource
import selectors
import socket
import struct
import sys
import threading

HOST = '198.51.100.1'


def ready():
    print('ready', flush=True)


def read_all(s):
    parts = []
    while True:
        part = s.recv(65536)
        if not part:
            return b''.join(parts)
        parts.append(part)


def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    s.close()


def serve(port, handle):
    s = socket.create_server((HOST, port), backlog=4096)
    ready()
    while True:
        c, _ = s.accept()
        threading.Thread(target=handle, args=(c,), daemon=True).start()


def connect(port):
    s = socket.create_connection((HOST, port), timeout=20)
    return s


def answers_after_fin(c):
    data = read_all(c)
    c.sendall(hashlib.sha256(data).hexdigest().encode() + b'x' * 3000000)
    c.close()


def finishes_first(c):
    c.sendall(b'goodbye')
    c.shutdown(socket.SHUT_WR)
    data = read_all(c)
    print('got', len(data), hashlib.sha256(data).hexdigest(), flush=True)
    c.close()


def waits_for_reset(c):
    c.sendall(b'hello')
    try:
        while c.recv(100):
            pass
        print('end of stream', flush=True)
    except ConnectionResetError:
        print('was reset', flush=True)


def resets(c):
    c.recv(100)
    reset(c)


def half_close():
    data = os.urandom(2000000)
    s = connect(7001)
    s.sendall(data)
    s.shutdown(socket.SHUT_WR)
    answer = read_all(s)
    good = answer == hashlib.sha256(data).hexdigest().encode() + b'x' * 3000000
    print('answered whole' if good else 'wrong answer')
    s = connect(7002)
    print('server said', read_all(s).decode())
    s.sendall(data)
    s.shutdown(socket.SHUT_WR)
    print('sent', hashlib.sha256(data).hexdigest())
    s.close()


def be_reset():
    s = connect(7004)
    s.sendall(b'x')
    try:
        print('end of stream' if not s.recv(100) else 'data')
    except ConnectionResetError:
        print('was reset')


def do_reset():
    s = connect(7003)
    s.recv(5)
    reset(s)


def echo():
    """One thread echoes on any number of connections."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    listener = socket.create_server((HOST, 7005), backlog=4096)
    listener.setblocking(False)
    sel = selectors.DefaultSelector()
    sel.register(listener, selectors.EVENT_READ)
    ready()
    while True:
        for key, _ in sel.select():
            if key.fileobj is listener:
                c, _ = listener.accept()
                sel.register(c, selectors.EVENT_READ)
            else:
                data = key.fileobj.recv(4096)
                if data:
                    key.fileobj.sendall(data)
                else:
                    sel.unregister(key.fileobj)
                    key.fileobj.close()


def many(count):
    """Opens all, then asks each of them twice while all are open."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    all = [connect(7005) for _ in range(count)]
    good = 0
    for turn in range(2):
        for i, s in enumerate(all):
            s.sendall(b'%d-%d' % (turn, i))
        for i, s in enumerate(all):
            good += s.recv(100) == b'%d-%d' % (turn, i)
    print('right answers', good, flush=True)
    ready()
    sys.stdin.readline()


def socks(port):
    """A SOCKS5 server: CONNECT, and UDP ASSOCIATE."""

    def associate(c):
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        u.bind(('0.0.0.0', 0))
        c.sendall(b'\x05\x00\x00\x01' + bytes(4) + struct.pack('!H', u.getsockname()[1]))
        threading.Thread(target=lambda: (c.recv(1), u.close()), daemon=True).start()
        asker = None
        while True:
            data, peer = u.recvfrom(65536)
            if peer[0] == '127.0.0.1':
                asker = peer
                to = (socket.inet_ntoa(data[4:8]), struct.unpack('!H', data[8:10])[0])
                u.sendto(data[10:], to)
            else:
                head = bytes(3) + b'\x01' + socket.inet_aton(peer[0]) + struct.pack('!H', peer[1])
                u.sendto(head + data, asker)

    def pump(a, b):
        try:
            while True:
                data = a.recv(65536)
                if not data:
                    b.shutdown(socket.SHUT_WR)
                    return
                b.sendall(data)
        except OSError:
            pass

    def handle(c):
        n = c.recv(2)[1]
        c.recv(n)
        c.sendall(b'\x05\x00')
        head = c.recv(4)
        address = c.recv(4 if head[3] == 1 else 16)
        to = socket.inet_ntop(socket.AF_INET if head[3] == 1 else socket.AF_INET6, address)
        port = struct.unpack('!H', c.recv(2))[0]
        if head[1] == 3:
            return associate(c)
        try:
            u = socket.create_connection((to, port), timeout=5)
            u.settimeout(None)
        except ConnectionRefusedError:
            c.sendall(b'\x05\x05\x00\x01' + bytes(6))
            return c.close()
        except OSError:
            c.sendall(b'\x05\x04\x00\x01' + bytes(6))
            return c.close()
        c.sendall(b'\x05\x00\x00\x01' + bytes(6))
        threading.Thread(target=pump, args=(c, u), daemon=True).start()
        pump(u, c)

    s = socket.create_server(('127.0.0.1', port))
    ready()
    while True:
        c, _ = s.accept()
        threading.Thread(target=handle, args=(c,), daemon=True).start()


def udp_echo():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((HOST, 7006))
    ready()
    while True:
        data, peer = s.recvfrom(2000)
        s.sendto(b'echo ' + data, peer)


def udp_ask():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(10)
    s.connect((HOST, 7006))
    for word in (b'one', b'two', bytes(1300)):
        s.send(word)
        print(s.recv(2000) == b'echo ' + word)


def udp_client():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(10)
    s.connect((HOST, 7006))
    s.send(b'hi')
    print(s.recv(100).decode())
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(10)
    s.connect((HOST, 7007))
    s.send(b'hi')
    try:
        print(s.recv(100))
    except ConnectionRefusedError:
        print('refused')


SERVERS = {
    'answers-after-fin': lambda: serve(7001, answers_after_fin),
    'finishes-first': lambda: serve(7002, finishes_first),
    'waits-for-reset': lambda: serve(7003, waits_for_reset),
    'resets': lambda: serve(7004, resets),
    'echo': echo,
    'socks': lambda: socks(1080),
    'udp-echo': udp_echo,
    'half-close': half_close,
    'do-reset': do_reset,
    'be-reset': be_reset,
    'udp-client': udp_client,
    'udp-ask': udp_ask,
    'many': lambda: many(int(sys.argv[2])),
}

SERVERS[sys.argv[1]]()
