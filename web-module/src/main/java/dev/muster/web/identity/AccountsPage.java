package dev.muster.web.identity;

import dev.muster.identity.boundary.PlatformPeople;
import dev.muster.identity.entity.PersonView;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Page;
import dev.muster.web.portal.Missing;
import dev.muster.web.rest.Cursor;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.UUID;

/** All people of the installation, for the platform operator. Search and place in the list stand in the address. */
@Named
@RequestScoped
public class AccountsPage {

    private static final int AT_ONCE = 50;

    @Inject
    private PlatformPeople known;

    @Inject
    private CurrentCaller current;

    private String q;
    private String cursor;
    private Page<PersonView> people;

    public void open() {
        people = Missing.unless(
                () -> known.list(current.get(), new ListQuery(q, null, Cursor.decode(cursor, 0L), AT_ONCE)));
    }

    public UUID getMe() {
        return current.get().id();
    }

    public List<PersonView> getPeople() {
        return people == null ? List.of() : people.items();
    }

    /** Where the list goes on; null at its end. */
    public String getNext() {
        return people == null ? null : Cursor.encode(people.nextCursor());
    }

    public boolean isFiltered() {
        return q != null && !q.isBlank();
    }

    public String getQ() {
        return q;
    }

    public void setQ(String q) {
        this.q = q;
    }

    public String getCursor() {
        return cursor;
    }

    public void setCursor(String cursor) {
        this.cursor = cursor;
    }
}
