package dev.muster.web.rest;

import dev.muster.protocol.Problem;
import dev.muster.web.http.Failures;
import dev.muster.web.http.Problems;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.http.Wording;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Collections;

/** Every failure of a resource becomes a problem document. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {

    @Context
    private HttpServletRequest request;

    @Override
    public Response toResponse(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebApplicationException web) {
                return web(web);
            }
        }
        var refusal = Failures.refusal(failure, RequestInfo.id(request));
        return answer(told(Problems.of(refusal, RequestInfo.id(request))), refusal.retryAfterSec());
    }

    private Response web(WebApplicationException e) {
        var status = e.getResponse().getStatus();
        return switch (status) {
            case 404 -> answer(problem(404, "not-found", "there is nothing at this address"), null);
            case 405 -> answer(problem(405, "method", "this method is not used here"), null);
            case 415 -> answer(problem(415, "media-type", "send application/json"), null);
            case 406 -> answer(problem(406, "not-acceptable", "this answers application/json"), null);
            default -> answer(problem(status, "http-" + status, "the request could not be understood"), null);
        };
    }

    /** In a language that the client reads; one that names none is a program. */
    private Problem told(Problem problem) {
        return request.getHeader("Accept-Language") == null
                ? problem
                : Wording.in(Wording.language(Collections.list(request.getLocales())), problem);
    }

    private Problem problem(int status, String code, String detail) {
        return Problems.of(status, code, detail, RequestInfo.id(request));
    }

    private static Response answer(Problem problem, Integer retryAfterSec) {
        var answer = Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        return (retryAfterSec == null ? answer : answer.header("Retry-After", retryAfterSec)).build();
    }
}
