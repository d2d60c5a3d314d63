package abi

import (
	"encoding/json"
	"fmt"
)

// Failure is an error as a value: what the host is told instead of an answer.
type Failure struct {
	// Code is one of a closed set, which the host knows.
	Code string `json:"code"`
	// Message is one sentence.
	Message string `json:"message"`
	// File is relative to the request's root; empty when no file is at fault.
	File string `json:"file,omitempty"`
	// Line is 1-based; 0 when unknown.
	Line int `json:"line,omitempty"`
}

func (f *Failure) Error() string { return f.Message }

// Answer is what an operation gives back: a header that marshals to JSON, and the bytes behind it.
type Answer struct {
	Header any
	Body   [][]byte
}

// Operation answers one request. An error that is not a *Failure is our own fault and becomes `engine-failed`.
type Operation func(header, body []byte) (Answer, error)

// Respond answers a request frame by the operation that its header names.
func Respond(operations map[string]Operation, frame []byte) []byte {
	answer, err := perform(operations, frame)
	if err != nil {
		answer = Answer{Header: map[string]any{"error": failure(err)}}
	}
	out, err := encode(answer.Header, answer.Body)
	if err != nil {
		// A header of ours that does not marshal; a plain one does.
		out, _ = encode(map[string]any{"error": failure(err)}, nil)
	}
	return out
}

func perform(operations map[string]Operation, frame []byte) (answer Answer, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	header, body, err := decode(frame)
	if err != nil {
		return Answer{}, err
	}
	var request struct{ Op string }
	if err := json.Unmarshal(header, &request); err != nil {
		return Answer{}, err
	}
	operation, ok := operations[request.Op]
	if !ok {
		return Answer{}, fmt.Errorf("there is no operation %q", request.Op)
	}
	return operation(header, body)
}

func failure(err error) *Failure {
	if f, ok := err.(*Failure); ok {
		return f
	}
	return &Failure{Code: "engine-failed", Message: err.Error()}
}
