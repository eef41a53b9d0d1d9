package dev.muster.web.portal;

import dev.muster.web.http.RequestInfo;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/** What an error page says: never a stack, a class or a path. */
@Named
@RequestScoped
public class ErrorPage {

    public int getStatus() {
        var status = attribute(RequestDispatcher.ERROR_STATUS_CODE);
        return status instanceof Integer code ? code : 404;
    }

    public String getTitleKey() {
        return "error." + kind();
    }

    public String getAdviceKey() {
        return "error." + kind() + ".advice";
    }

    /** The request's id as the log has it. */
    public String getRequestId() {
        return RequestInfo.id((HttpServletRequest)
                FacesContext.getCurrentInstance().getExternalContext().getRequest());
    }

    private String kind() {
        return switch (getStatus()) {
            case 400, 404, 405, 410 -> "404";
            case 401, 403 -> "403";
            default -> "500";
        };
    }

    private static Object attribute(String name) {
        return FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestMap()
                .get(name);
    }
}
