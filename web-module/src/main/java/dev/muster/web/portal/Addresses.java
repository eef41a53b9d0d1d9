package dev.muster.web.portal;

import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.context.FacesContext;

/** Where a page's forms are sent: to the address that people see, so that it stays in the browser's bar. */
public class Addresses extends ViewHandlerWrapper {

    public Addresses(ViewHandler wrapped) {
        super(wrapped);
    }

    @Override
    public String getActionURL(FacesContext context, String viewId) {
        return PortalPaths.LOGIN_PAGE.equals(viewId)
                ? context.getExternalContext().getRequestContextPath() + PortalPaths.LOGIN
                : super.getActionURL(context, viewId);
    }
}
