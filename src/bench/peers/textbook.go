// Textbook is the textbook chat server, for comparison: the design of "The Go
// Programming Language", section 8.10. One goroutine reads each client, one
// writes to each client from an unbuffered channel, and only the broadcaster
// owns the set of clients. Each message is written to each client separately,
// and a client that does not read blocks everybody.
//
// Three things differ, where the book's program loses data: the broadcaster
// itself announces arrivals and departures, so that two clients that arrive
// together do not miss each other; a connection is closed by its writer, after
// the last message, not by its reader; a line may have 64 KiB.
//
// Usage: textbook PORT
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

const maxLine = 64 << 10

type client struct {
	who string        // its address
	out chan<- string // its outgoing messages
}

var (
	entering = make(chan client)
	leaving  = make(chan client)
	messages = make(chan string) // all incoming client messages
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: textbook PORT")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	go broadcaster()
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Print(err)
			continue
		}
		go handleConn(conn)
	}
}

func broadcaster() {
	clients := make(map[client]bool) // all connected clients
	broadcast := func(msg string) {
		for cli := range clients {
			cli.out <- msg
		}
	}
	for {
		select {
		case msg := <-messages:
			broadcast(msg)
		case cli := <-entering:
			broadcast(cli.who + " has arrived")
			clients[cli] = true
		case cli := <-leaving:
			delete(clients, cli)
			close(cli.out)
			broadcast(cli.who + " has left")
		}
	}
}

func handleConn(conn net.Conn) {
	ch := make(chan string) // outgoing client messages
	go clientWriter(conn, ch)

	cli := client{conn.RemoteAddr().String(), ch}
	ch <- "You are " + cli.who
	entering <- cli

	input := bufio.NewScanner(conn)
	input.Buffer(nil, maxLine+len("\r\n"))
	for input.Scan() {
		messages <- cli.who + ": " + input.Text()
	}
	leaving <- cli
}

func clientWriter(conn net.Conn, ch <-chan string) {
	for msg := range ch {
		fmt.Fprintln(conn, msg) // an error shows in the reader, too
	}
	conn.Close()
}
