package chatd.store;

/**
 * The result of an attempt to register a name.
 *
 * @param key the text of the new key, which is saved and works from now on; null if there is none
 * @param problem why the name could not be registered, in English; null if it was registered
 */
public record Registration(String key, String problem) {

    @Override
    public String toString() {
        return problem == null ? "registered" : problem;
    }
}
