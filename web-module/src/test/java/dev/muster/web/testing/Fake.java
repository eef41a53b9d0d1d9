package dev.muster.web.testing;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;

/** Stands in for an interface of the platform: says what it was told to say, else null, zero or false. */
public final class Fake {

    private Fake() {}

    /** @param answers by the name of the method; a {@link Function} is called with its arguments */
    public static <T> T of(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(answers.get(method.getName()), method, arguments)));
    }

    private static Object answer(Object told, Method method, Object[] arguments) {
        if (told instanceof Function<?, ?> function) {
            @SuppressWarnings("unchecked")
            var called = (Function<Object[], Object>) function;
            return called.apply(arguments);
        }
        if (told == null && method.getReturnType().isPrimitive()) {
            return method.getReturnType() == boolean.class
                    ? (Object) false
                    : method.getReturnType() == int.class ? 0 : null;
        }
        return told;
    }
}
