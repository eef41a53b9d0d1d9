package dev.muster.system;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A real mail server in this JVM, one for the test run; it takes a login and keeps what it gets. */
final class Mailbox {

    static final String FROM = "muster@system.test";

    private static final String USER = "muster";
    private static final String PASSWORD = "p@ss word";
    private static Mailbox instance;

    private final ServerSetup setup;
    private GreenMail server;

    private Mailbox(int port) {
        setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        open();
    }

    static synchronized Mailbox get() {
        if (instance == null) {
            instance = new Mailbox(freePort());
        }
        return instance;
    }

    /** One port for the whole run: the product is told it once, and the server comes back there. */
    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "smtp://" + USER + ":p%40ss%20word@127.0.0.1:" + setup.getPort();
    }

    /** Goes away, as mail servers do. */
    void close() {
        server.stop();
    }

    void open() {
        server = new GreenMail(setup);
        server.setUser(FROM, USER, PASSWORD);
        server.start();
    }

    /** Every letter to that address so far, oldest first. */
    List<MimeMessage> to(String address) {
        return Stream.of(server.getReceivedMessages())
                .filter(message -> goesTo(message, address))
                .toList();
    }

    /** The letter with that number to that address, from 1 on, once it is there. */
    String letter(String address, int number) {
        var letters = Eventually.value(
                "letter " + number + " to " + address,
                Duration.ofSeconds(60),
                () -> to(address),
                found -> found.size() >= number);
        try {
            return (String) letters.get(number - 1).getContent();
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean goesTo(MimeMessage message, String address) {
        try {
            return message.getRecipients(Message.RecipientType.TO)[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
