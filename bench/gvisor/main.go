// Command gvisor serves the load of `handfast bench` on gVisor's netstack over a TUN: TCP ports 5001
// sink, 5002 source, 5003 accept and close, 5004 echo, 5005 idle. The line "memory" on its standard
// input is answered with the bytes in use.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

const (
	nic       = 1
	bulkBytes = 256 << 10
	echoBytes = 4 << 10
)

func main() {
	device := flag.String("tun", "", "an existing TUN device that is up")
	address := flag.String("address", "", "IPv4 address of the stack")
	offload := flag.Bool("offload", true, "virtio-net header, super-segments and checksums")
	flag.Parse()
	link, err := openTun(*device, 1500, *offload)
	if err != nil {
		fail(err)
	}
	own := tcpip.Address(net.ParseIP(*address).To4())
	netstack, err := newStack(link, own)
	if err != nil {
		fail(err)
	}
	services := map[uint16]func(net.Conn){
		5001: sink, 5002: source, 5003: func(c net.Conn) { c.Close() }, 5004: echo, 5005: idle,
	}
	for port, service := range services {
		listener, err := gonet.ListenTCP(
			netstack, tcpip.FullAddress{NIC: nic, Addr: own, Port: port}, ipv4.ProtocolNumber)
		if err != nil {
			fail(err)
		}
		go accept(listener, service, port == 5003)
	}
	fmt.Println("ready")
	answerQuestions()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// newStack makes a stack with SACK, CUBIC and buffers that grow, as the others in the comparison.
func newStack(link stack.LinkEndpoint, own tcpip.Address) (*stack.Stack, error) {
	s := stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
	})
	sack, cubic, moderate :=
		tcpip.TCPSACKEnabled(true), tcpip.CongestionControlOption("cubic"), tcpip.TCPModerateReceiveBufferOption(true)
	receive := tcpip.TCPReceiveBufferSizeRangeOption{Min: 4 << 10, Default: 1 << 20, Max: 8 << 20}
	send := tcpip.TCPSendBufferSizeRangeOption{Min: 4 << 10, Default: 1 << 20, Max: 8 << 20}
	for _, option := range []tcpip.SettableTransportProtocolOption{&sack, &cubic, &moderate, &receive, &send} {
		if err := s.SetTransportProtocolOption(tcp.ProtocolNumber, option); err != nil {
			return nil, fmt.Errorf("set %T: %s", option, err)
		}
	}
	if err := s.CreateNIC(nic, link); err != nil {
		return nil, fmt.Errorf("make the interface: %s", err)
	}
	address := tcpip.ProtocolAddress{
		Protocol:          ipv4.ProtocolNumber,
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: own, PrefixLen: 24},
	}
	if err := s.AddProtocolAddress(nic, address, stack.AddressProperties{}); err != nil {
		return nil, fmt.Errorf("give the address: %s", err)
	}
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: nic}})
	return s, nil
}

func accept(listener net.Listener, service func(net.Conn), inPlace bool) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			fail(err)
		}
		if inPlace {
			service(connection)
		} else {
			go service(connection)
		}
	}
}

func sink(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, bulkBytes)
	for {
		if _, err := connection.Read(buffer); err != nil {
			return
		}
	}
}

func source(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, bulkBytes)
	for {
		if _, err := connection.Write(buffer); err != nil {
			return
		}
	}
}

func echo(connection net.Conn) {
	defer connection.Close()
	io.CopyBuffer(connection, struct{ io.Reader }{connection}, make([]byte, echoBytes))
}

func idle(connection net.Conn) {
	defer connection.Close()
	connection.Read(make([]byte, 1))
}

// answerQuestions returns when standard input ends.
func answerQuestions() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if lines.Text() == "memory" {
			runtime.GC()
			runtime.GC()
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			fmt.Println("memory", memory.HeapAlloc+memory.StackInuse)
		}
	}
}
