-- Owned cases with the matter that they belong to, and whether they are closed and settled: 1, 0, NULL not known.
-- The number is that of a case or of a matter; numbers that no export of cases has are normal. Settled includes
-- closed; a date column that is there and blank says "not yet", a column that was never exported says nothing.
-- grain: owned case × kind
with numbered as (
    select c.matter_id as number, max(m.matter_key) as matter_key, max(k.is_protected) as is_protected
    from staging.case c
    inner join core.case_matter m on m.case_id = c.case_id
    inner join core.case k on k.case_id = c.case_id
    where c.matter_id is not null
    group by c.matter_id
),

-- The number of a matter is protected when any of its cases is.
matched as (
    select
        o.owned_id,
        o.ownership,
        coalesce(c.matter_key, n.matter_key) as matter_key,
        greatest(coalesce(c.is_protected, 0), coalesce(n.is_protected, 0)) as is_protected
    from staging.owned_case o
    left join core.case c on c.case_id = o.owned_id
    left join numbered n on n.number = o.owned_id
),

settling as (
    select
        o.owned_id,
        o.ownership,
        case
            when o.settled_on is not null or o.settled_flag = 1 then 1
            when o.settled_flag = 0 or o.has_settled_on = 1 then 0
        end as is_settled
    from staging.owned_case o
),

closing as (
    select
        o.owned_id,
        o.ownership,
        s.is_settled,
        case
            when o.case_closed_on is not null or s.is_settled = 1 then 1
            when o.has_case_closed_on = 1 then 0
        end as is_closed
    from staging.owned_case o
    inner join settling s on s.owned_id = o.owned_id and s.ownership = o.ownership
)

select
    o.owned_id,
    o.ownership,
    o.reconstructed,
    m.matter_key,
    m.is_protected,
    o.listed_on,
    o.owned_on,
    o.leader_level,
    o.event_persons,
    o.due_on,
    coalesce(o.last_progress_on, o.owned_on) as moved_on,
    coalesce(o.case_closed_on, o.settled_on) as closed_on,
    c.is_closed,
    -- What is not closed is not settled either.
    case when c.is_closed = 0 then 0 else c.is_settled end as is_settled
from staging.owned_case o
inner join closing c on c.owned_id = o.owned_id and c.ownership = o.ownership
inner join matched m on m.owned_id = o.owned_id and m.ownership = o.ownership
