package dev.muster.platform;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.Arrays;

/** Sets the transaction's scope for a boundary call, and the caller's scope again behind a nested one. */
@Scoped
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class ScopeInterceptor {

    @Inject
    private TransactionScope transaction;

    @AroundInvoke
    Object scope(InvocationContext call) throws Exception {
        var parameters = call.getParameters(); // null where the method has none
        var scope = Arrays.stream(parameters == null ? new Object[0] : parameters)
                .filter(Scope.class::isInstance)
                .map(Scope.class::cast)
                .findFirst();
        if (scope.isEmpty()) {
            return call.proceed();
        }
        var outer = transaction.enter(scope.get());
        var result = call.proceed();
        transaction.leaveTo(outer);
        return result;
    }
}
