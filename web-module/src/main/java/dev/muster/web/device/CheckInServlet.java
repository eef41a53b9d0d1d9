package dev.muster.web.device;

import dev.muster.platform.Refusal;
import dev.muster.protocol.crypto.Frames;
import dev.muster.web.http.Problems;
import dev.muster.web.http.RequestInfo;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code POST /api/v1/device/checkin} (section 4). {@code CallerMechanism} has checked the signature. A servlet and no
 * resource, because no thread waits here: neither for the body nor for the commit.
 */
@WebServlet(urlPatterns = CheckInServlet.PATH, asyncSupported = true)
public class CheckInServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    static final String PATH = "/api/v1/device/checkin";

    @Inject
    private transient CheckInDoor door;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            Problems.send(request, response, Refusal.of(405, "method", "this method is not used here"));
        } else if (request.getContentType() != null
                && !RequestInfo.hasType(request, "application/json")
                && !RequestInfo.hasType(request, Frames.MEDIA_TYPE)) {
            Problems.send(request, response, Refusal.of(415, "media-type", "send application/json"));
        } else {
            new CheckInExchange(door, SignedRequest.of(request), request, response).begin();
        }
    }
}
