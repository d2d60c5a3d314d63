package abi

import (
	"runtime"
	"runtime/debug"
	"unsafe"
)

// operations are those of the engine that this module is; set once, before the snapshot is taken.
var operations map[string]Operation

// pinned keeps what the host holds an address of from being collected.
var pinned = map[uint32][]byte{}

// Serve makes the engine answer calls. To be called from an init function of the command: a reactor's main never runs.
func Serve(all map[string]Operation) {
	operations = all
	// An instance answers one call and is thrown away, so most of what it allocates is never collected. Measured on a
	// batch of charts, this takes a sixth off.
	debug.SetGCPercent(400)
	// The snapshot must not be taken in the middle of a collection. Nothing would ever finish it there, and each write of a
	// pointer would be noted for it: a third of the time, and half as much memory again.
	runtime.GC()
}

//go:wasmexport alloc
func alloc(size uint32) uint32 { return pin(make([]byte, max(size, 1))[:size]) }

//go:wasmexport free
func free(address uint32) { delete(pinned, address) }

// call takes the frame at address (and frees it), and returns the answer's address in the upper half, its size in the lower.
//
//go:wasmexport call
func call(address uint32) uint64 {
	frame := pinned[address]
	delete(pinned, address)
	out := Respond(operations, frame)
	return uint64(pin(out))<<32 | uint64(len(out))
}

func pin(b []byte) uint32 {
	address := uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
	pinned[address] = b
	return address
}
