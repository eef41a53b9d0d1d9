package dev.muster.identity.control;

import dev.muster.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How many wrong codes of an authenticator are looked at: three of a million codes are right at any time, so that 365
 * tries a year find one in 0.11 % of all cases. Signing in forgets none of them. Recovery codes are not counted: nobody
 * guesses one, and they are the way in for whoever has to wait.
 */
@ApplicationScoped
public class CodeGuesses {

    public static final int PER_DAY = 10;
    public static final int PER_MONTH = 30;

    @Inject
    private Sql sql;

    /** Those who ask for the same person wait for each other, to the end of the transaction. */
    public boolean mayTry(long person, String place) {
        sql.query("select 1 from person_totp where person_id = ? for update", row -> null, person);
        return sql.one("""
                        select count(*) < ? and count(*) filter (where at > clock_timestamp() - interval '1 day') < ? as may
                        from code_guess
                        where person_id = ? and place = ? and at > clock_timestamp() - interval '30 days'""", row -> row.bool("may"), PER_MONTH, PER_DAY, person, place)
                .orElseThrow();
    }

    public void wrong(long person, String place) {
        sql.update(
                "delete from code_guess where person_id = ? and at < clock_timestamp() - interval '30 days'", person);
        sql.update("insert into code_guess (person_id, place) values (?, ?)", person, place);
    }
}
