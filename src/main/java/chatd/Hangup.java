package chatd;

import java.lang.reflect.Proxy;

/**
 * The signal SIGHUP. Java has no public way to hear it; this is the JDK's own, {@code sun.misc.Signal}, by reflection,
 * because the compiler warns of whoever names that class.
 */
final class Hangup {

    private Hangup() {
    }

    /**
     * Has something done, on a thread of the JVM's, whenever the signal comes.
     *
     * @throws ReflectiveOperationException if this JVM doesn't have it; the signal then ends the process
     */
    static void hear(Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object listener = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                (proxy, method, arguments) -> {
                    action.run();
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listener);
    }
}
