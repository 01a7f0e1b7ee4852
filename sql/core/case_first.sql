-- Whether a case is the first of its matter, on the one footing of the build: 1 first, 0 repeat, NULL not known.
-- By linkage a case is a repeat when its matter has an earlier case within the look-back; it is not known before
-- a full look-back exists, unless the day of the first petition was exported.
-- grain: case
with linked as (
    select
        c.case_id,
        c.registered_on,
        coalesce(c.petitioned_on, c.registered_on) as occurred_on,
        c.first_petitioned_on,
        lag(c.registered_on) over (
            partition by m.matter_id order by c.registered_at nulls last, c.case_id nulls last
        ) as previous_on
    from staging.case c
    inner join core.case_matter m on m.case_id = c.case_id
)

select
    c.case_id,
    case
        when k.first_basis = 'national_flag' then c.first_flag
        when k.first_basis = 'local_flag' then coalesce(c.local_first_flag, 1 - c.repeat_flag)
        when k.first_basis = 'linkage' and l.first_petitioned_on is not null
            then case when l.first_petitioned_on < l.occurred_on then 0 else 1 end
        when k.first_basis = 'linkage' and date_diff('day', k.first_registered_on, c.registered_on) < b.look_back_days
            then null
        when k.first_basis = 'linkage'
            then case when date_diff('day', l.previous_on, c.registered_on) <= b.look_back_days then 0 else 1 end
    end as is_first,
    case
        when k.first_basis = 'linkage' and l.first_petitioned_on is null
            and date_diff('day', k.first_registered_on, c.registered_on) < b.look_back_days
            then 'look_back'
        else 'first_unknown'
    end as unknown_reason
from staging.case c
inner join linked l on l.case_id = c.case_id
cross join core.basis k
cross join config.build b
