// Package abi is the border between the engines and their host: frames of bytes in and out of the module's memory.
//
// A frame is a little-endian u32 with the length of a JSON header, the header, and then bytes that the header tells how
// to cut. Files travel in those bytes, so nothing is encoded twice.
package abi

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// File is one file of a request's or answer's header; its bytes stand in the frame's body, in the header's order.
type File struct {
	Name string `json:"name"`
	Size int    `json:"size"`
}

// Content is a file with its bytes.
type Content struct {
	Name string
	Data []byte
}

// Cut takes the files off the front of body and returns what is left.
func Cut(body []byte, files []File) ([]Content, []byte, error) {
	contents := make([]Content, 0, len(files))
	for _, f := range files {
		if f.Size < 0 || f.Size > len(body) {
			return nil, nil, fmt.Errorf("the frame ends inside %q", f.Name)
		}
		contents = append(contents, Content{f.Name, body[:f.Size:f.Size]})
		body = body[f.Size:]
	}
	return contents, body, nil
}

func decode(frame []byte) (header, body []byte, err error) {
	if len(frame) < 4 {
		return nil, nil, errors.New("the frame has no header")
	}
	n := int(binary.LittleEndian.Uint32(frame))
	if n > len(frame)-4 {
		return nil, nil, errors.New("the frame ends inside its header")
	}
	return frame[4 : 4+n], frame[4+n:], nil
}

func encode(header any, body [][]byte) ([]byte, error) {
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	size := 4 + len(text)
	for _, part := range body {
		size += len(part)
	}
	frame := make([]byte, 0, size)
	frame = binary.LittleEndian.AppendUint32(frame, uint32(len(text)))
	frame = append(frame, text...)
	for _, part := range body {
		frame = append(frame, part...)
	}
	return frame, nil
}
