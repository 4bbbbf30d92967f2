package main

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/bufferv2"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/rawfile"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
)

const (
	virtioHeaderBytes = 10
	needsChecksum     = 1
	segmentTCP4       = 1
	offloadAll        = 1 | 2 | 4 // TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6
	maxVectors        = 48
	superSegment      = 65535
)

// tunDevice is a TUN as a link of gVisor's: with a virtio-net header super-segments and unfinished
// checksums pass both ways, without it packets of the MTU only.
type tunDevice struct {
	fd          int
	mtu         uint32
	headerBytes int
	dispatcher  stack.NetworkDispatcher
}

func openTun(name string, mtu uint32, offload bool) (*tunDevice, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("open the TUN driver: %w", err)
	}
	device := &tunDevice{fd: fd, mtu: mtu}
	flags, offloads := uint16(unix.IFF_TUN|unix.IFF_NO_PI), uintptr(0)
	if offload {
		flags |= unix.IFF_VNET_HDR
		offloads = offloadAll
		device.headerBytes = virtioHeaderBytes
	}
	var request struct {
		name  [unix.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}
	copy(request.name[:], name)
	request.flags = flags
	if errno := ioctl(fd, unix.TUNSETIFF, uintptr(unsafe.Pointer(&request))); errno != 0 {
		return nil, fmt.Errorf("attach to %s: %w", name, errno)
	}
	// With 0 as well: what the last program asked for sticks to a persistent device.
	if errno := ioctl(fd, unix.TUNSETOFFLOAD, offloads); errno != 0 {
		return nil, fmt.Errorf("offload of %s: %w", name, errno)
	}
	return device, nil
}

func ioctl(fd int, request, argument uintptr) unix.Errno {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, argument)
	return errno
}

func (d *tunDevice) MTU() uint32                             { return d.mtu }
func (d *tunDevice) MaxHeaderLength() uint16                 { return 0 }
func (d *tunDevice) LinkAddress() tcpip.LinkAddress          { return "" }
func (d *tunDevice) ARPHardwareType() header.ARPHardwareType { return header.ARPHardwareNone }
func (d *tunDevice) AddHeader(stack.PacketBufferPtr)         {}
func (d *tunDevice) IsAttached() bool                        { return d.dispatcher != nil }
func (d *tunDevice) Wait()                                   {}
func (d *tunDevice) GSOMaxSize() uint32                      { return superSegment }

// Capabilities lets gVisor trust what the kernel hands over. Its own control packets keep complete
// checksums: announced as offloaded for sending, they would leave without any.
func (d *tunDevice) Capabilities() stack.LinkEndpointCapabilities {
	if d.headerBytes > 0 {
		return stack.CapabilityRXChecksumOffload
	}
	return 0
}

func (d *tunDevice) SupportedGSO() stack.SupportedGSO {
	if d.headerBytes > 0 {
		return stack.HostGSOSupported
	}
	return stack.GSONotSupported
}

func (d *tunDevice) WritePackets(packets stack.PacketBufferList) (int, tcpip.Error) {
	var room [maxVectors]unix.Iovec
	for written, packet := range packets.AsSlice() {
		vectors := room[:0]
		var virtio [virtioHeaderBytes]byte
		if d.headerBytes > 0 {
			describe(packet, &virtio)
			vectors = rawfile.AppendIovecFromBytes(vectors, virtio[:], maxVectors)
		}
		for _, part := range packet.AsSlices() {
			vectors = rawfile.AppendIovecFromBytes(vectors, part, maxVectors)
		}
		if err := rawfile.NonBlockingWriteIovec(d.fd, vectors); err != nil {
			return written, err
		}
	}
	return packets.Len(), nil
}

// describe fills the virtio-net header (little endian) as the packet's segmentation asks.
func describe(packet stack.PacketBufferPtr, virtio *[virtioHeaderBytes]byte) {
	gso := packet.GSOOptions
	if gso.Type == stack.GSONone {
		return
	}
	put := func(at int, value uint16) { virtio[at], virtio[at+1] = byte(value), byte(value>>8) }
	if gso.NeedsCsum {
		virtio[0] = needsChecksum
		put(6, gso.L3HdrLen)
		put(8, gso.CsumOffset)
	}
	put(2, uint16(packet.HeaderSize()))
	if packet.Data().Size() > int(gso.MSS) {
		virtio[1] = segmentTCP4
		put(4, gso.MSS)
	}
}

// Attach starts the one goroutine that reads.
func (d *tunDevice) Attach(dispatcher stack.NetworkDispatcher) {
	d.dispatcher = dispatcher
	if dispatcher != nil {
		go d.readAll()
	}
}

func (d *tunDevice) readAll() {
	never, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	if err != nil {
		panic(err)
	}
	incoming := newScatter(d.headerBytes)
	for {
		count, failure := rawfile.BlockingReadvUntilStopped(never, d.fd, incoming.vectors())
		if failure != nil {
			panic(failure.String())
		}
		packet := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: incoming.take(count)})
		d.dispatcher.DeliverNetworkPacket(header.IPv4ProtocolNumber, packet)
		packet.DecRef()
	}
}

// scatter lays a packet into views as it is read, so that none is copied: a small one first, which
// most packets fit, then what a super-segment needs.
type scatter struct {
	virtio []byte
	views  [3]*bufferv2.View
	iovecs []unix.Iovec
}

var viewBytes = [3]int{2048, 32768, 34816}

func newScatter(headerBytes int) *scatter {
	return &scatter{virtio: make([]byte, headerBytes)}
}

func (s *scatter) vectors() []unix.Iovec {
	s.iovecs = s.iovecs[:0]
	if len(s.virtio) > 0 {
		s.iovecs = rawfile.AppendIovecFromBytes(s.iovecs, s.virtio, maxVectors)
	}
	for i, view := range s.views {
		if view == nil {
			view = bufferv2.NewViewSize(viewBytes[i])
			s.views[i] = view
		}
		s.iovecs = append(s.iovecs, unix.Iovec{Base: view.BasePtr(), Len: uint64(view.Size())})
	}
	return s.iovecs
}

func (s *scatter) take(count int) bufferv2.Buffer {
	var packet bufferv2.Buffer
	left := count - len(s.virtio)
	for i := range s.views {
		if left <= 0 {
			break
		}
		view := s.views[i]
		s.views[i] = nil
		if left < view.Size() {
			view.CapLength(left)
		}
		left -= view.Size()
		packet.Append(view)
	}
	return packet
}
